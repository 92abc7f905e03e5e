"""The JSON of an order as the API returns it: one module for each part."""
