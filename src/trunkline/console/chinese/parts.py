"""What is said by parts that stand on several pages."""

WORDS = {
    "Access domain": "接入域名",
    "Line": "线路",
    "Why": "原因",
    "Plan": "变更预览",
    "Reason, for the history": "变更原因（记入历史）",
    "Back to the draft": "返回草稿",
    "Apply": "应用",
    "created": "新建",
    "changed": "修改",
    "deleted": "删除",
    "Nothing would change: the node has it just so.": "没有变化：与节点当前内容一致。",
    "No asker of an access domain is answered otherwise.": "各线路得到的应答均不变。",
    "Who is answered otherwise": "应答将发生变化的线路",
    "Before": "变更前",
    "After": "变更后",
    "… and {count} more": "……另有 {count} 项",
    "Page before": "上一页",
    "Next page": "下一页",
    "{first}–{last} of {count}": "第 {first}–{last} 项，共 {count} 项",
}
