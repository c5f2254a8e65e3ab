"""The health page."""

WORDS = {
    "Health": "健康状态",
    "Addresses and places": "地址与探测点",
    "All states": "全部状态",
    "How it stood": "状态变化",
    "Latency of the last checks": "最近检查的延迟",
    "The node keeps the last 120 checks in its memory, from its start on.": "节点在内存中保留最近 120 次检查，重启后重新开始。",
    "{what}: none of {count} checks was answered": "{what}：{count} 次检查均无响应",
    "{what}: half within {middle} ms, slowest {most} ms; {lost} of {count} checks not answered": "{what}：中位数 {middle} 毫秒，最慢 {most} 毫秒；{count} 次检查中 {lost} 次无响应",
}
