"""Tests read what commands say in English, whatever the language of the computer."""

import os

os.environ["ESSAIM_LANG"] = "en"
