// Colour on a terminal, as text that carries it.
#pragma once

#include <string>
#include <string_view>

namespace reeve {

enum class Colour { off, on };

enum class Style { plain, bold, dim, red, green, yellow, cyan };

// What each escape sequence begins with.
constexpr char escape_character = '\x1b';

// The text with the style's escape sequences (ECMA-48 SGR) around it; as it is where colour is off, or where
// there is nothing to colour.
std::string styled(Colour colour, Style style, std::string_view text);

}  // namespace reeve
