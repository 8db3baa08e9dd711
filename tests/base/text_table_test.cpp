#include "base/text_table.h"

#include "support/catch.h"

namespace text_table_test {

using namespace reeve;
using Width = TextTable::Column::Width;

namespace {

TextTable fleet_table() {
  TextTable table({{"task"}, {"title", Align::left, Width::flexible}, {"tries", Align::right}});
  table.add_row({"parser-k3x7", "Read numbers with exponents", "2"});
  table.add_row({"größe-aaaa", "Größe prüfen", "12"});
  return table;
}

}  // namespace

TEST_CASE("a table is as wide as its cells need") {
  CHECK(fleet_table().render() ==
        "task         title                        tries\n"
        "parser-k3x7  Read numbers with exponents      2\n"
        "größe-aaaa   Größe prüfen                    12\n");
}

TEST_CASE("only flexible columns are shortened to fit") {
  CHECK(fleet_table().render(34) ==
        "task         title           tries\n"
        "parser-k3x7  Read numbers …      2\n"
        "größe-aaaa   Größe prüfen       12\n");
}

TEST_CASE("a table that cannot fit keeps a readable rest") {
  CHECK(fleet_table().render(5) ==
        "task         title     tries\n"
        "parser-k3x7  Read nu…      2\n"
        "größe-aaaa   Größe p…     12\n");
}

TEST_CASE("the widest flexible column gives first") {
  TextTable table({{"a", Align::left, Width::flexible}, {"b", Align::left, Width::flexible}});
  table.add_row({"123456789012", "1234567890123456"});
  CHECK(table.render(26) ==
        "a             b\n"
        "123456789012  12345678901…\n");
  CHECK(table.render(22) ==
        "a           b\n"
        "123456789…  123456789…\n");
}

TEST_CASE("missing cells are empty and no line ends in spaces") {
  TextTable table({{"one"}, {"two"}, {"three"}});
  table.add_row({"a"});
  table.add_row({"", "b"});
  table.add_row({});
  CHECK(table.render() ==
        "one  two  three\n"
        "a\n"
        "     b\n"
        "\n");
}

TEST_CASE("a cell with line breaks stays in its row") {
  TextTable table({{"what"}, {"n"}});
  table.add_row({"one\ntwo\tthree", "1"});
  CHECK(table.render() ==
        "what           n\n"
        "one two three  1\n");
}

TEST_CASE("a table without headings has no heading line") {
  TextTable table({{""}, {""}});
  CHECK(table.empty());
  CHECK(table.render().empty());
  table.add_row({"key", "value"});
  CHECK_FALSE(table.empty());
  CHECK(table.render() == "key  value\n");
}

}  // namespace text_table_test
