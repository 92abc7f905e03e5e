"""Local mocks of the GelatoConnect order API, built from its contract alone. They share no code with the client."""
