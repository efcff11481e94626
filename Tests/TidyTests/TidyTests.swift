import Testing

@Suite struct `The source tree` {
  @Test(arguments: PurityRule.allCases)
  func `is pure where a stranger must repeat it`(rule: PurityRule) throws {
    let files = try SourceTree.ours.files(under: "Sources").filter(\.isPure)
    #expect(files.count > 10, "The sources were not found.")
    expectNone(files.flatMap(rule.findings))
  }

  @Test func `imports only upwards`() throws {
    let order = ModuleOrder(manifest: try SourceTree.ours.text(of: "Package.swift"))
    expectNone(try SourceTree.ours.files(under: "Sources").flatMap(order.findings))
  }

  @Test func `has nothing unexpected on top`() throws {
    expectNone(try SourceTree.ours.topLevelFindings())
  }

  @Test func `marks no unfinished work`() throws {
    // This folder names the marks it looks for.
    let files = try SourceTree.ours.files(under: "Sources", "Tests", "tools").filter {
      !$0.path.contains("/TidyTests/")
    }
    expectNone(files.flatMap(UnfinishedWork.findings))
  }

  /// One issue a finding, so that each is reported with its file and line.
  private func expectNone(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
  }
}
