// What a gate knows of trees, here and after it has ended.
#include "judge/receipt_book.h"

#include "support/catch.h"
#include "support/repository.h"

namespace receipt_book_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const git::Oid tree;  // zeros

Receipt receipt(const std::string& command, CheckResult result) {
  Receipt receipt;
  receipt.tree = tree.hex();
  receipt.command = command;
  receipt.result = result;
  receipt.where = CheckPlace::gate;
  return receipt;
}

// "make: pass" for each command that is known.
std::string known(ReceiptBook& book) {
  std::string text;
  for (const Receipt& one : book.known(tree, {"make", "test", "lint"}))
    text += one.command + ": " + std::string(name_of(one.result)) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a pass is known to the next gate, and a failure to this one alone") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  ReceiptBook book(scratch.repository(), "p1");
  book.add({receipt("make", CheckResult::pass), receipt("test", CheckResult::quarantined),
            receipt("lint", CheckResult::fail)});
  CHECK(known(book) == "make: pass\ntest: quarantined\nlint: fail\n");
  ReceiptBook next(scratch.repository(), "p1");
  CHECK(known(next) == "make: pass\n");
}

TEST_CASE("a receipt of another policy is none") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  ReceiptBook(scratch.repository(), "p1").add(receipt("make", CheckResult::pass));
  ReceiptBook other(scratch.repository(), "p2");
  CHECK(known(other) == "");
}

TEST_CASE("what could not run or was skipped is not kept") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  ReceiptBook book(scratch.repository(), "p1");
  book.add({receipt("make", CheckResult::could_not_run), receipt("test", CheckResult::skipped)});
  CHECK(known(book) == "");
}

TEST_CASE("a book that cannot be written costs a second run, nothing else") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  make_folders(scratch.path() / "reeve");
  write_file(scratch.path() / "reeve/receipts", "a file where the folder should be");
  ReceiptBook book(scratch.repository(), "p1");
  book.add(receipt("make", CheckResult::pass));
  CHECK(known(book) == "make: pass\n");
  ReceiptBook next(scratch.repository(), "p1");
  CHECK(known(next) == "");
}

}  // namespace receipt_book_test
