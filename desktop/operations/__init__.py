"""The verbs that window and command line share."""
