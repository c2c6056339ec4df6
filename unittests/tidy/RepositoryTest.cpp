// unittests/tidy/RepositoryTest.cpp -- This very repository keeps its rules.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tidy/Checks.hpp"
#include "tidy/Walk.hpp"

namespace tidy {
namespace {

TEST(TidyRepository, IsClean) {
  const Tree tree = readTree(SYS_SOURCE_DIR);
  ASSERT_NE(tree.find("include/sys/Path.hpp"), nullptr);
  ASSERT_NE(tree.find("unittests/tidy/RepositoryTest.cpp"), nullptr);
  Report report;
  for (const Check check : allChecks()) check(tree, report);
  for (const Violation& violation : report.take()) {
    ADD_FAILURE() << violation.path << ":" << violation.line << ": " << violation.message;
  }
}

TEST(TidyRepository, AMissingTreeIsAnErrorAndNotAnEmptyOne) {
  EXPECT_THROW(readTree(std::string(SYS_SOURCE_DIR) + "/no/such/directory"), std::string);
}

}  // namespace
}  // namespace tidy
