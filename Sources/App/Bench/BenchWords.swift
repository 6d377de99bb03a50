/// Numbers that follow from a seed: SplitMix64 (G. Steele, D. Lea and C. Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// At least 0, less than 1.
    mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

    mutating func below(_ bound: Int) -> Int { Int(fraction() * Double(bound)) }
}

/// Texts of words as frequent as in a language: the few said often, the many rarely.
struct BenchWords {
    /// Said in one post of five, and one that one post in thousands says.
    static let common = "visa"
    static let rare = words[5_000]

    private static let subjects = [
        "the", "to", "visa", "and", "for", "in", "salary", "my", "work", "is", "contract", "with", "berlin", "you",
        "passport", "a", "degree", "embassy", "they", "interview", "of", "appointment", "lahore", "permit", "was",
        "bank", "account", "months", "employer", "university", "letter", "blue", "card", "family", "apply", "documents",
        "not", "karachi", "insurance", "flat", "rent", "tax", "language", "german", "course", "experience", "developer",
        "offer", "lawyer", "fee", "waiting", "answer", "toronto", "transfer", "school", "spouse", "email", "portal",
        "status", "approved",
    ]
    private static let urdu = [
        "ویزا", "کی", "درخواست", "میں", "کتنے", "دن", "لگتے", "ہیں", "شکریہ", "سفارت", "خانہ", "پاکستان", "سے",
        "ملازمت", "کا", "خط", "اور", "ڈگری", "تصدیق", "کہاں", "ہوتی", "ہے", "مجھے", "بھی", "یہی", "مسئلہ", "تھا",
    ]
    private static let words = subjects + made(count: 8_000)

    /// Words that nobody has said yet, in a fixed order.
    private static func made(count: Int) -> [String] {
        let heads = ["b", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "z", "tr", "st"]
        let hearts = ["a", "e", "i", "o", "u", "ai", "ee", "ou"]
        let ends = ["", "n", "r", "l", "m", "t", "s"]
        return (0..<count).map { number in
            var rest = number
            var word = ""
            for _ in 0..<2 {
                word += heads[rest % heads.count]
                rest /= heads.count
                word += hearts[rest % hearts.count]
                rest /= hearts.count
            }
            return word + ends[number % ends.count] + ends[number / 7 % ends.count]
        }
    }

    /// Sums of the weights 1/(rank + 5), for finding a word by its share.
    private static let shares: [Double] = {
        var sum = 0.0
        return words.indices.map { rank in
            sum += 1 / Double(rank + 5)
            return sum
        }
    }()

    private static func word(_ numbers: inout SeededNumbers) -> String {
        let wanted = numbers.fraction() * (shares.last ?? 1)
        var (low, high) = (0, shares.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if shares[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return words[low]
    }

    /// Between 30 and 90 characters.
    static func title(_ numbers: inout SeededNumbers) -> String {
        var title = word(&numbers).capitalized
        while title.utf8.count < 30 + numbers.below(40) { title += " " + word(&numbers) }
        return title + "?"
    }

    /// Markdown of about 400 characters: two or three paragraphs, now and then a list, a link or a line of Urdu.
    static func body(_ numbers: inout SeededNumbers) -> String {
        var paragraphs = [paragraph(120 + numbers.below(160), &numbers)]
        switch numbers.below(10) {
        case 0: paragraphs.append("- \(word(&numbers)) **\(word(&numbers))**\n- `\(word(&numbers))` \(word(&numbers))")
        case 1: paragraphs.append("[\(word(&numbers))](https://example.org/\(numbers.below(1000)))")
        case 2: paragraphs.append((0..<12).map { _ in urdu[numbers.below(urdu.count)] }.joined(separator: " ") + "۔")
        default: break
        }
        paragraphs.append(paragraph(120 + numbers.below(160), &numbers))
        return paragraphs.joined(separator: "\n\n")
    }

    private static func paragraph(_ length: Int, _ numbers: inout SeededNumbers) -> String {
        var out = word(&numbers).capitalized
        while out.utf8.count < length {
            out += (numbers.below(12) == 0 ? ". " : " ") + word(&numbers)
        }
        return out + "."
    }
}
