import CaseLedger

/// Statutory holidays and make-up working days, year by year.
struct HolidayTable {
    /// Whole years, from the first day of the first to the last day of the last.
    let covered: ClosedRange<Day>
    /// Days off, weekends within a holiday included.
    let holidays: Set<Day>
    /// Saturdays and Sundays that are worked.
    let makeUpDays: Set<Day>

    /// What the State Council announced for 2004 to 2026, as chinesecalendar 1.11.0 lists it.
    static let china = HolidayTable(
        """
        2004 off  0101 0122-0128 0501-0507 1001-1007
        2004 work 0117-0118 0508-0509 1009-1010
        2005 off  0101-0103 0209-0215 0501-0507 1001-1007
        2005 work 0205-0206 0430 0508 1008-1009
        2006 off  0101-0103 0129-0204 0501-0507 1001-1007
        2006 work 0128 0205 0429-0430 0930 1008 1230-1231
        2007 off  0101-0103 0218-0224 0501-0507 1001-1007 1230-1231
        2007 work 0217 0225 0428-0429 0929-0930 1229
        2008 off  0101 0206-0212 0404-0406 0501-0503 0607-0609 0913-0915 0929-1005
        2008 work 0202-0203 0504 0927-0928
        2009 off  0101-0103 0125-0131 0404-0406 0501-0503 0528-0530 1001-1008
        2009 work 0104 0124 0201 0531 0927 1010
        2010 off  0101-0103 0213-0219 0403-0405 0501-0503 0614-0616 0922-0924 1001-1007
        2010 work 0220-0221 0612-0613 0919 0925-0926 1009
        2011 off  0101-0103 0202-0208 0403-0405 0430-0502 0604 0606 0910-0912 1001-1007
        2011 work 0130 0212 0402 1008-1009 1231
        2012 off  0101-0103 0122-0128 0402-0404 0429-0501 0622 0624 0930-1007
        2012 work 0121 0129 0331-0401 0428 0929
        2013 off  0101-0103 0209-0215 0404-0406 0429-0501 0610-0612 0919-0921 1001-1007
        2013 work 0105-0106 0216-0217 0407 0427-0428 0608-0609 0922 0929 1012
        2014 off  0101 0131-0206 0405-0407 0501-0503 0602 0908 1001-1007
        2014 work 0126 0208 0504 0928 1011
        2015 off  0101-0103 0218-0224 0405-0406 0501 0620 0622 0903-0904 0927 1001-1007
        2015 work 0104 0215 0228 0906 1010
        2016 off  0101 0207-0213 0404 0501-0502 0609-0611 0915-0917 1001-1007
        2016 work 0206 0214 0612 0918 1008-1009
        2017 off  0101-0102 0127-0202 0402-0404 0501 0528-0530 1001-1008
        2017 work 0122 0204 0401 0527 0930
        2018 off  0101 0215-0221 0405-0407 0429-0501 0618 0924 1001-1007 1230-1231
        2018 work 0211 0224 0408 0428 0929-0930 1229
        2019 off  0101 0204-0210 0405-0407 0501-0504 0607-0609 0913-0915 1001-1007
        2019 work 0202-0203 0428 0505 0929 1012
        2020 off  0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008
        2020 work 0119 0426 0509 0628 0927 1010
        2021 off  0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007
        2021 work 0207 0220 0425 0508 0918 0926 1009
        2022 off  0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231
        2022 work 0129-0130 0402 0424 0507 1008-1009
        2023 off  0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006 1230-1231
        2023 work 0128-0129 0423 0506 0625 1007-1008
        2024 off  0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007
        2024 work 0204 0218 0407 0428 0511 0914 0929 1012
        2025 off  0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008
        2025 work 0126 0208 0427 0928 1011
        2026 off  0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007
        2026 work 0104 0214 0228 0509 0920 1010
        """)

    /// A table from lines of year, `off` or `work`, and days as `mmdd` or `mmdd-mmdd`.
    ///
    /// - Precondition: Every line has that form; the table is part of the source.
    init(_ text: String) {
        var years: [Int] = []
        var holidays: Set<Day> = []
        var makeUpDays: Set<Day> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let year = Int(words[0]) else {
                preconditionFailure("a line of the holiday table starts with year and kind")
            }
            years.append(year)
            for word in words.dropFirst(2) {
                let ends = word.split(separator: "-").map { HolidayTable.day($0, of: year) }
                for number in ends[0].number...ends[ends.count - 1].number {
                    if words[1] == "off" {
                        holidays.insert(Day(number: number))
                    } else {
                        makeUpDays.insert(Day(number: number))
                    }
                }
            }
        }
        guard let first = years.min().flatMap({ Day($0, 1, 1) }),
            let last = years.max().flatMap({ Day($0, 12, 31) })
        else { preconditionFailure("the holiday table has no year") }
        covered = first...last
        self.holidays = holidays
        self.makeUpDays = makeUpDays
    }

    private static func day(_ text: Substring, of year: Int) -> Day {
        guard let number = Int(text), let day = Day(year, number / 100, number % 100) else {
            preconditionFailure("the holiday table has no day \(text) in \(year)")
        }
        return day
    }
}
