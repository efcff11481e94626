/// First in, first out, in constant time.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var headIndex = 0

  var isEmpty: Bool { headIndex == elements.count }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    defer { advance() }
    return elements[headIndex]
  }

  private mutating func advance() {
    elements[headIndex] = nil
    headIndex += 1
    guard headIndex > 64, headIndex * 2 > elements.count else { return }
    elements.removeFirst(headIndex)
    headIndex = 0
  }
}
