/// Passwords of ten or more characters that attackers try first: well-known ones, and any that is one short
/// piece or one run of neighbours over and over.
enum CommonPasswords {
    static func contains(_ lower: String) -> Bool {
        known.contains(lower) || isRepetition(Array(lower)) || isRun(Array(lower.unicodeScalars.map(\.value)))
    }

    private static func isRepetition(_ characters: [Character]) -> Bool {
        (1...3).contains { period in
            characters.count > period
                && characters.indices.dropFirst(period).allSatisfy { characters[$0] == characters[$0 - period] }
        }
    }

    /// `1234567890`, `abcdefghij` and the way back.
    private static func isRun(_ scalars: [UInt32]) -> Bool {
        guard scalars.count > 1 else { return false }
        let steps = zip(scalars, scalars.dropFirst()).map { Int64($1) - Int64($0) }
        let isStep: (Int64) -> Bool = { $0 == steps[0] || $0 == -9 || $0 == 9 }
        return abs(steps[0]) == 1 && steps.allSatisfy(isStep)
    }

    private static let known: Set<String> = [
        "password12", "password123", "password1234", "password12345", "password123456", "passw0rd123", "p@ssw0rd123",
        "p@ssword123", "qwertyuiop", "qwertyuiop123", "qwerty12345", "qwerty123456", "1q2w3e4r5t", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "zaq12wsxcde3", "asdfghjkl123", "asdfghjkl1", "zxcvbnm123", "iloveyou123", "iloveyou12",
        "letmein123", "letmein1234", "welcome123", "welcome1234", "administrator", "admin12345", "admin123456",
        "football123", "baseball123", "superman123", "sunshine123", "princess123", "dragon12345", "monkey12345",
        "master12345", "shadow12345", "michael123", "jennifer123", "computer123", "internet123", "changeme123",
        "secret12345", "trustno1234", "starwars123", "pakistan123", "pakistan1947", "pakistan786", "pakistan12",
        "pakistan1234", "karachi123", "karachi1234", "lahore12345", "islamabad1", "islamabad123", "allah786786",
        "bismillah786", "bismillah1", "bismillah123", "muhammad123", "muhammad786", "mohammad123", "alhamdulillah",
        "mashallah123", "inshallah123", "assalamualaikum", "india123456", "cricket123", "cricket1234", "abc1234567",
        "abcd123456", "abcd1234567", "abcde12345", "abcdef123456", "aa12345678", "aa123456789", "a123456789",
        "a1234567890", "q123456789", "qwe1234567", "test123456", "test1234567", "user123456", "guest12345",
        "1234512345", "1234554321", "1122334455", "0987654321", "9876543210", "987654321a", "123456789a",
        "123456789q", "123456789abc", "1234567890a", "12345678910", "123456789101", "0123456789", "123123123123",
        "147258369147", "1472583690", "7894561230", "789456123789", "jan2024jan", "summer2024!", "winter2024!",
        "summer2025!", "winter2025!", "summer2026!", "winter2026!", "samsung123", "google1234", "facebook123",
        "facebook1234", "linkedin123", "microsoft123", "windows1234", "whatever123", "lovelove123", "myspace123",
        "karwan12345", "karwan123456",
    ]
}
