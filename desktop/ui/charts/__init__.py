"""The only pyqtgraph: charts that follow palette, language and scale."""
