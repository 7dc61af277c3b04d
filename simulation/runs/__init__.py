"""Many runs: one plan, one pool and one store for forecasts, sweeps and what is made of them.

`forecast.run` takes a scenario to a forecast, `running.run_sweep` a sweep to its results; both are `running.Request`s.
"""
