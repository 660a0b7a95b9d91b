/// Names of people who do not exist.
enum Names {
    private static let surnames = [
        ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"),
        ("杨", "yang"), ("黄", "huang"), ("赵", "zhao"), ("吴", "wu"), ("周", "zhou"),
        ("徐", "xu"), ("孙", "sun"), ("马", "ma"), ("朱", "zhu"), ("胡", "hu"),
        ("林", "lin"), ("郭", "guo"), ("何", "he"), ("高", "gao"), ("罗", "luo"),
        ("郑", "zheng"), ("梁", "liang"), ("谢", "xie"), ("宋", "song"), ("唐", "tang"),
        ("许", "xu"), ("邓", "deng"), ("冯", "feng"), ("韩", "han"), ("曹", "cao"),
        ("曾", "zeng"), ("彭", "peng"), ("萧", "xiao"), ("蔡", "cai"), ("潘", "pan"),
        ("田", "tian"), ("袁", "yuan"), ("余", "yu"), ("叶", "ye"), ("苏", "su"),
        ("钟", "zhong"), ("丘", "qiu"), ("赖", "lai"), ("温", "wen"), ("廖", "liao"),
    ]

    private static let given = [
        ("丽", "li"), ("敏", "min"), ("静", "jing"), ("芳", "fang"), ("娟", "juan"),
        ("强", "qiang"), ("军", "jun"), ("杰", "jie"), ("勇", "yong"), ("涛", "tao"),
        ("建国", "jianguo"), ("志强", "zhiqiang"), ("秀英", "xiuying"), ("桂兰", "guilan"),
        ("玉兰", "yulan"), ("小红", "xiaohong"), ("文华", "wenhua"), ("国栋", "guodong"),
        ("海燕", "haiyan"), ("春梅", "chunmei"), ("家豪", "jiahao"), ("雪梅", "xuemei"),
        ("永康", "yongkang"), ("思远", "siyuan"), ("卫东", "weidong"), ("淑珍", "shuzhen"),
        ("明", "ming"), ("辉", "hui"), ("萍", "ping"), ("霞", "xia"), ("伟", "wei"),
        ("晓东", "xiaodong"), ("佩珊", "peishan"), ("嘉欣", "jiaxin"), ("振华", "zhenhua"),
    ]

    /// A surname, by number.
    static func surname(_ random: inout SampleRandom) -> String { random.pick(surnames).0 }

    /// A given name.
    static func given(_ random: inout SampleRandom) -> String { random.pick(given).0 }

    /// An account such as `wang.li.012`.
    static func account(_ number: Int, _ random: inout SampleRandom) -> String {
        "\(random.pick(surnames).1).\(random.pick(given).1).\(padded(number, 3))"
    }

    private static let trades = [
        "科技", "实业", "电子", "物流", "建设", "医疗器械", "食品", "精密制造", "能源", "置业",
    ]
    private static let words = ["鹏", "晟", "海", "湾", "恒", "启", "润", "泽", "宏", "岭", "森", "瑞"]

    /// An enterprise or a social organization.
    static func organization(isEnterprise: Bool, _ random: inout SampleRandom) -> String {
        let word = random.pick(words) + random.pick(words)
        let trade = random.pick(trades)
        return isEnterprise ? "\(word)\(trade)有限公司" : "\(word)\(trade)商会"
    }
}

/// A number with leading zeros.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
