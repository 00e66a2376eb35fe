"""Planning: pure functions of a Dataset, with numpy, month by month."""
