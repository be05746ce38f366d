# The settings of an installed terminal: every default commented out, so that the file says what was set on site.
1s/.*/# Configuration of this terminal. Take the "#" from a line to set it; what is left out is as it stands here./
2s/ All of it may be left out\.//
/^version = /!s/^[A-Za-z]/# &/
# The browser of the terminal has to find it.
s/^# port = 0 .*/port = 8480                        # of the screen on loopback: ridged-screen.service opens it (restart)/
