"""The version of the package."""


def installed_version() -> str | None:
    """Return the installed version, or None in a checkout that is not installed."""
    import importlib.metadata  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return importlib.metadata.version("gelatoconnect")
    except importlib.metadata.PackageNotFoundError:
        return None
