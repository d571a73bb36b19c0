"""Parts of the one door to the network; only `spbe_policy.session` imports from here."""
