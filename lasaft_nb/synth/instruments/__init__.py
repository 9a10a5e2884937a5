"""Notes to sound: strings, keys, drums, all struck things as sums of damped sinusoids and a burst of noise."""
