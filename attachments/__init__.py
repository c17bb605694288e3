"""What belongs with it: the files of a proposal, examined on arrival, in versions that never change."""
