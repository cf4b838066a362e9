"""What must be hidden before anything is shown: counts in, masks out; numpy only."""
