"""The modules of this folder find each other as they do when `table.py` is run as a script."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
