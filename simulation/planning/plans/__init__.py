"""Plans of a network: plan files, decisions that become a scenario, the search on Essaim's own model, what it leaves."""
