"""MUSDB18's own sample: the first seven seconds of every track."""

from pathlib import Path
from zipfile import BadZipFile

from lasaft_nb.errors import UserError


def download(folder: Path | str) -> int:
    """Let musdb fetch and unpack its sample into ``folder`` unless it is there; gives the number of tracks.

    Raises:
        UserError: If the download fails.
    """
    import musdb

    folder = Path(folder).expanduser()
    try:
        return len(musdb.DB(root=str(folder), download=True))
    except (OSError, RuntimeError, BadZipFile) as error:
        raise UserError(
            f"MUSDB18's sample could not be downloaded ({error}); connect to the internet and try again, "
            f"or unzip MUSDB18-7-STEMS.zip from github.com/sigsep/sigsep-mus-db/releases into {folder}."
        ) from error
