// Typedefs of every kind. What they mean is asserted below, before and after.
#include <type_traits>
#include <utility>

// typedef in a comment;
/* typedef int Comment; */
#define MAKE_TYPE(name) struct name {}
const char* const text = "typedef int Text;";
const char* const raw = R"(typedef int "Raw;)";
constexpr long million = 1'000'000;

typedef int Plain;
typedef const char* Text;
typedef std::pair<int, std::pair<char, long> > Nested;
typedef unsigned long long int Long;  // with a comment; and a semicolon
typedef int* const Fixed, Unfixed;
typedef char Letter, *Letters, **Pages, Line[80];
typedef std::pair<int, long> First, &Second;
typedef void (*Callback)(int, const char*);
typedef int (*Table[3])(double), (*Entry)(double);
typedef int (*(*Maker)(char))(long);
typedef int Function(double, int* place);
typedef char (&Yes)[1];
typedef int Grid[3][4];
typedef decltype(sizeof(int) > 1) Truth;
typedef std::integral_constant<bool, (3 > 2)> Compared;
typedef struct { int x; } Point, *PointAddress;
typedef struct Node { Node* next; typedef Node Self; } Node, *NodeAddress;
typedef enum : char { red, green } Colour;
typedef
    unsigned  // no sign
    short
    Small;
typedef
#if defined(NEVER)
    int
#else
    long
#endif
    Chosen;
typedef int Aligned __attribute__((aligned(16)));
typedef int Old [[deprecated]];
__extension__ typedef unsigned __int128 Wide;
struct Class { int field; typedef Class Self; enum { a, b }; };
typedef int Class::*Field;
typedef int Class::*Two, One;
typedef int (Class::*Method)(int) const;
template <typename T> struct Trait { typedef typename T::Self Type; typedef T& Reference; typedef T&& Moved; };

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
