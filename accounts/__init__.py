"""Who: people, organisations, roles, appointments and sign-in."""
