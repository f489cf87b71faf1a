"""Before the desk: first run, unlocking, recovery, the duty list while locked."""
