"""From forecast to decision: what to do, where and when, so that targets are met with a required probability."""
