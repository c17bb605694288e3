"""The example world: demo people and proposals, loaded through the services like anybody's."""
