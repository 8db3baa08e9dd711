// A WatchState as lines of a screen. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/style.h"
#include "tools/watch/model.h"

namespace reeve::cli {

// What `size` shows of it now: never more than its rows. Lines may be too long, as commands to type are never
// cut; the painter cuts them.
std::vector<std::string> view(WatchState& state, ScreenSize size, Colour colour, TimePoint now);

// Tasks that the list has room for, and lines that a page has.
std::size_t rows_of_list(const WatchState& state, ScreenSize size);
std::size_t rows_of_page(ScreenSize size);

// The lines of a page, none wider than this: at blanks where there are some.
std::vector<std::string> wrapped_lines(const Page& page, std::size_t columns);

}  // namespace reeve::cli
