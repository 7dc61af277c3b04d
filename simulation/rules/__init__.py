"""The ten rules of the month, one file each, over Mesa agents; `start` is what is there before the first."""
