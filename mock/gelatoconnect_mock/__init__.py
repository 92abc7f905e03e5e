"""Local stand-ins for the GelatoConnect order API, driven by its contract file alone and by nothing of the client."""
