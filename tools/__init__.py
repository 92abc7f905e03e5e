"""Programs of the checkout that no user installs."""
