// Typedefs of every kind. What they mean is asserted below, before and after.
#include <type_traits>
#include <utility>

// typedef in a comment;
/* typedef int Comment; */
#define MAKE_TYPE(name) struct name {}
const char* const text = "typedef int Text;";
const char* const raw = R"(typedef int "Raw;)";
constexpr long million = 1'000'000;

using Plain = int;
using Text = const char*;
using Nested = std::pair<int, std::pair<char, long> >;
using Long = unsigned long long int;  // with a comment; and a semicolon
using Fixed = int* const; using Unfixed = int;
using Letter = char; using Letters = char *; using Pages = char **; using Line = char[80];
using First = std::pair<int, long>; using Second = std::pair<int, long> &;
using Callback = void (*)(int, const char*);
using Table = int (*[3])(double); using Entry = int (*)(double);
using Maker = int (*(*)(char))(long);
using Function = int(double, int* place);
using Yes = char (&)[1];
using Grid = int[3][4];
using Truth = decltype(sizeof(int) > 1);
using Compared = std::integral_constant<bool, (3 > 2)>;
struct Point { int x; }; using PointAddress = Point *;
struct Node { Node* next; using Self = Node; }; using NodeAddress = Node *;
enum Colour : char { red, green };
using Small = unsigned  /* no sign */
    short;
using Chosen =
#if defined(NEVER)
    int
#else
    long
#endif
    ;
using Aligned __attribute__((aligned(16))) = int;
using Old [[deprecated]] = int;
__extension__ using Wide = unsigned __int128;
struct Class { int field; using Self = Class; enum { a, b }; };
using Field = int Class::*;
using Two = int Class::*; using One = int;
using Method = int (Class::*)(int) const;
template <typename T> struct Trait { using Type = typename T::Self; using Reference = T&; using Moved = T&&; };

template <typename A, typename B> constexpr bool same() { return std::is_same<A, B>::value; }
static_assert(same<Plain, int>(), "");
static_assert(same<Text, const char*>(), "");
static_assert(same<Nested, std::pair<int, std::pair<char, long>>>(), "");
static_assert(same<Long, unsigned long long>(), "");
static_assert(same<Fixed, int* const>() && same<Unfixed, int>(), "");
static_assert(same<Letter, char>() && same<Letters, char*>() && same<Pages, char**>() && same<Line, char[80]>(), "");
static_assert(same<First, std::pair<int, long>>() && same<Second, std::pair<int, long>&>(), "");
static_assert(same<Callback, void (*)(int, const char*)>(), "");
static_assert(same<Table, int (*[3])(double)>() && same<Entry, int (*)(double)>(), "");
static_assert(same<Maker, int (*(*)(char))(long)>(), "");
static_assert(same<Function, int(double, int*)>(), "");
static_assert(same<Yes, char (&)[1]>() && same<Grid, int[3][4]>(), "");
static_assert(same<Truth, bool>() && Compared::value, "");
static_assert(same<PointAddress, Point*>() && same<NodeAddress, Node*>() && same<Node::Self, Node>(), "");
static_assert(sizeof(Colour) == 1 && green == 1, "");
static_assert(same<Small, unsigned short>() && same<Chosen, long>(), "");
static_assert(alignof(Aligned) == 16 && sizeof(Wide) == 16, "");
static_assert(same<Field, int Class::*>() && same<Two, int Class::*>() && same<One, int>(), "");
static_assert(same<Method, int (Class::*)(int) const>(), "");
static_assert(same<Trait<Class>::Type, Class>() && same<Trait<Class>::Reference, Class&>(), "");
