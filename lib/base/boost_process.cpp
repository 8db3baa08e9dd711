// The one compiled copy of Boost.Process: its header-only form does not link at Boost 1.81.
#include <boost/process/v2/src.hpp>
