/// The order in which `Package.swift` declares the modules: each may import only those above it.
struct ModuleOrder {
  let modules: [String]

  init(modules: [String]) { self.modules = modules }

  /// - Parameter manifest: the text of `Package.swift`.
  init(manifest: String) {
    let declaration =
      #/(?:\bforeign\(|\bmodule\(\s*"\w+",|[tT]arget\(\s*name:|systemLibrary\(\s*name:)\s*"(\w+)"/#
    modules = manifest.matches(of: declaration).map { String($0.output.1) }
  }

  func findings(in file: SourceFile) -> [Finding] {
    guard let module = file.module else { return [] }
    guard let place = modules.firstIndex(of: module) else {
      return [file.finding(1, "\(module) is no target of Package.swift")]
    }
    return file.imports.filter { imported in modules[place...].contains(imported.text) }.map {
      file.finding($0.line, "imports \($0.text), which Package.swift declares no earlier than \(module)")
    }
  }
}
