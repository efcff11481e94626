extension Population {
  /// How many agents `text` asks for: `none`, `small` (50), or a number up to `sizeLimit`; nil for anything else.
  public static func size(named text: String) -> Int? {
    switch text {
    case "none": 0
    case "small": 50
    default: Int(text).flatMap { (0...sizeLimit).contains($0) ? $0 : nil }
    }
  }
}
