"""The canvas of an access domain, in Chinese."""

WORDS = {
    "Lines": "线路",
    "Pools": "地址池",
    "Addresses": "地址",
    "Monitors": "监控",
    "Pool": "地址池",
    "Address": "地址",
    "Monitor": "监控",
    "Details": "详情",
    "Checks": "健康检查",
    "Check and place": "检查项与探测点",
    "Found last": "最近结果",
    "since {when}": "始于 {when}",
    "Failed over": "已切换",
    "Nothing available": "全部不可用",
    "Up by hand": "人工置为可用",
    "Down by hand": "人工置为不可用",
    "Held back": "切换已暂缓",
    "There is no such access domain.": "没有这个接入域名。",
    "It is not part of this access domain any more.": "它已不属于这个接入域名。",
}
