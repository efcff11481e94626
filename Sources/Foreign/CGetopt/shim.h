// getopt_long and its globals, which Swift's own module of the C library leaves out.
#include <getopt.h>
