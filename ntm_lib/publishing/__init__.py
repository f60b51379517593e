"""Publishing: papermill runs the notebooks, nbconvert renders them, an index joins them. It knows nothing of criteria."""
