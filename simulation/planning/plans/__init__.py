"""Plans of a network: plan files, decisions as a scenario, the search on Essaim's own model, what it leaves."""
