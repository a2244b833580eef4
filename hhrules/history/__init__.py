"""Where earlier claims are kept between runs."""
