"""From forecast to decision: what single changes are worth, and which plan reaches targets as surely as required."""
