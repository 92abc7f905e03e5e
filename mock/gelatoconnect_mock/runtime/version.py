"""Which version of the package this is."""


def installed_version() -> str | None:
    """Return the version as it is installed; None for a checkout that is not."""
    import importlib.metadata  # noqa: PLC0415 - slow to import, and hardly ever asked for

    try:
        return importlib.metadata.version("gelatoconnect")
    except importlib.metadata.PackageNotFoundError:
        return None
