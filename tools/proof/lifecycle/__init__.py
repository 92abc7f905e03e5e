"""A model of the sandbox's orders, and the stories that compare both."""
