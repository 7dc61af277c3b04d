def write_calibration(calibration, path, language="en"):
    path.write_text("TO BE WRITTEN")
    return path
