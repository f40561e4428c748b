"""What the fixes of a vehicle say, from arrays to arrays.

`positions` fixes of a protocol; `shapes` a track; `cleaning` which fixes make one; `trips` stops, drives,
losses of signal, mileage; `books` the same, corrected as late fixes come in; `roads` and `matching` the
roads under it; `fences` thousands of fences as a raster; `watching` who enters, leaves, passes them;
`fence_books` the same for late fixes, and visits; `windows` hours at which a ban holds; `findings` what
somebody may have to answer for.
"""
