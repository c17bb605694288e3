"""Reads of packets: their rows, and everything their pages say gathered from the rooms below."""
