"""Networks that came before the thesis (Jansson's U-Net, Wave-U-Net, Demucs, the original CUNet) and older methods."""
