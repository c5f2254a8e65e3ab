"""The page of events."""

WORDS = {
    "What happened": "变化",
    "available": "可用",
    "not available": "不可用",
    "held back by the brake": "被制动器保留",
    "delivered, tries: {count}": "已送达，尝试 {count} 次",
    "failed, tries: {count}": "发送失败，尝试 {count} 次",
    "Events": "事件",
    "Kinds of events": "事件类型",
    "Switches": "应答切换",
    "Health turns": "健康状态变化",
    "Alerts": "告警",
    "Deliveries": "告警发送",
    "Document changes": "配置变更",
    "Who": "操作者",
    "About": "对象",
    "When": "时间",
    "What": "内容",
    "Newest events": "最新事件",
    "Older events": "更早的事件",
}
