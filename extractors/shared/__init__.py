"""What every reader uses: the notebook, encodings, safe XML and zips, pictures, and the last step of a reading."""
